/** {@link io.facecloak.examples.Quickstart}: the whole way from a photo to protected photos in one small program. */
package io.facecloak.examples;
