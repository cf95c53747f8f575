/** How the command line and the local web page learn cloaks. */
package io.facecloak.examples.learning;
