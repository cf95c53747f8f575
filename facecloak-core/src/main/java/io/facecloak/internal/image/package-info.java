/** How photos of each format are read and written, and what happens to their metadata. */
package io.facecloak.internal.image;
