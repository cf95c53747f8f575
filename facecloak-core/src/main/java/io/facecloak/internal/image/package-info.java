/** How photos of each format are read and written, and what becomes of their metadata. */
package io.facecloak.internal.image;
