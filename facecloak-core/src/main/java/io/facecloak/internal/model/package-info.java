/** How models are found, combined and made to find turned faces. */
package io.facecloak.internal.model;
