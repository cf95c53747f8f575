/** Shows people what a cloak does to a photo: similarities before and after, and pictures. */
package io.facecloak.evaluation.comparison;
