/** The loss of stage 2. */
package io.facecloak.internal.optimize;
