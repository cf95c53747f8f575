/** Text of unknown origin on its way to a screen. */
package io.facecloak.app.text;
