/** Programs that show FaceCloak at work. */
package io.facecloak.examples;
