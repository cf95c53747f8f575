/** Photos and the geometry of faces: reading, writing, landmarks and the aligned space. */
package io.facecloak.image;
