/** The learnt cloak and its file: plain data, no native code. */
package io.facecloak.mask;
