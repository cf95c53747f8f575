/** HEIC and AVIF photos through the system's libheif; found by {@link java.util.ServiceLoader}, so nothing here need be called. */
package io.facecloak.heif;
