/** Faces in photos, and the aligned space (112×112, the five-point ArcFace template) in which cloaks live. */
package io.facecloak.face;
