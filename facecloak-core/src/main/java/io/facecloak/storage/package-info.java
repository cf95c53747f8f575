/** Writing files so that a crash or an error never leaves half a file behind. */
package io.facecloak.storage;
