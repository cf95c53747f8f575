/** HEIC and AVIF photos through the system's libheif; found by {@link java.util.ServiceLoader}, so applications need not call anything here. */
package io.facecloak.heif;
