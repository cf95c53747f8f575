/** How a cloak gets into the pixels of a photo and of a file. */
package io.facecloak.internal.apply;
