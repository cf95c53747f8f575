/** What array engines have in common. */
package io.facecloak.internal.array;
