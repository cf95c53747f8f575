/** Differentiable random changes of an aligned face: what happens to a picture between the cloak and a recogniser. */
package io.facecloak.transform;
