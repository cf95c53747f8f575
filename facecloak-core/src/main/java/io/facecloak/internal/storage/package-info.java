/** Files that are written as a whole or not at all, what tells that they have changed, and checksums. */
package io.facecloak.internal.storage;
