/** Other published methods of protection, behind one interface. */
package io.facecloak.evaluation.baseline;
