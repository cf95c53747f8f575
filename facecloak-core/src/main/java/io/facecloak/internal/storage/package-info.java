/** Files that are written as a whole or not at all, stamps that reveal changes, and checksums. */
package io.facecloak.internal.storage;
