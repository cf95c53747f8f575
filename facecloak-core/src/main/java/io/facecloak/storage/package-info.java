/** Files that are written as a whole or not at all, and checksums. */
package io.facecloak.storage;
