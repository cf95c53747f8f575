/** What a cloak does to a photo, for people to see: similarities before and after, and pictures. */
package io.facecloak.evaluation.comparison;
