/** FaceCloak as a program: the command line and the web page. */
package io.facecloak.app;
