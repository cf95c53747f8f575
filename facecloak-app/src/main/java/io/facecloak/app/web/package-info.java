/**
 * The local web page: a server that only this computer reaches, and that keeps everything in memory.
 *
 * <p>It runs on Javalin (Jetty) rather than on the JDK's {@code HttpServer}, which has time limits for slow clients only as undocumented
 * system properties of the whole process, no limit of connections, and no server-sent events.
 */
package io.facecloak.app.web;
