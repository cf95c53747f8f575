/** How models are found and combined, and how they find turned faces. */
package io.facecloak.internal.model;
