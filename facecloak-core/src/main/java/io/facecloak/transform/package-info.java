/** Random changes of an aligned face that the optimisation carries gradients through: what happens to a face between the cloak and a recogniser. */
package io.facecloak.transform;
