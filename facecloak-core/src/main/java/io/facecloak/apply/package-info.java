/** Stage 3: adding a learnt cloak to the faces of a photo. */
package io.facecloak.apply;
