/** What descends in stage 2 and in refinement. */
package io.facecloak.internal.optimize;
