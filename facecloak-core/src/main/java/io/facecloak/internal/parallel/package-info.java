/** Independent pieces of work side by side, on as many threads as the device has. */
package io.facecloak.internal.parallel;
