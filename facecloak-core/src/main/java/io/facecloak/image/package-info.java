/** Photos: their formats, what becomes of their metadata, and the interfaces through which further formats come. */
package io.facecloak.image;
