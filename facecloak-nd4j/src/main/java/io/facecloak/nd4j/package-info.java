/** Products of large matrices on ND4J: on the CPU by OpenBLAS, or on an NVIDIA GPU. */
package io.facecloak.nd4j;
