/** The command line: {@code java -jar facecloak.jar}. */
package io.facecloak.app.cli;
