/** The quantised DCT coefficients of a JPEG file (ITU-T T.81): reading, changing some blocks, and writing the rest as it was. */
package io.facecloak.internal.jpeg;
