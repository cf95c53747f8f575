/** Stage 1: what generators have in common. */
package io.facecloak.internal.synthesis;
