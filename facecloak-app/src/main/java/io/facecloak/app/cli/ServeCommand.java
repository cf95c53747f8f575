package io.facecloak.app.cli;

import io.facecloak.app.web.WebLimits;
import io.facecloak.app.web.WebServer;
import io.facecloak.model.FaceModels;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The local web page. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Opens a page in the browser in which a cloak is learnt and photos are protected and compared.",
            "Only this computer reaches it, with the link that is shown; photos stay in this program's memory and are gone when it ends. "
                    + "Ctrl-C ends it."
        },
        footerHeading = "%nExample:%n",
        footer = "  facecloak serve --open")
final class ServeCommand implements Callable<Integer> {

    private static final long POLL_MILLIS = 200;

    /** What a program reads. */
    private record Result(URI link) {}

    @Option(
            names = {"-p", "--port"},
            defaultValue = "0",
            paramLabel = "PORT",
            description = "Default: any free one.")
    private int port;

    @Option(names = "--open", description = "Open the page in the default browser.")
    private boolean open;

    @Mixin
    private final CommonOptions common;

    ServeCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("--port must be in 0..65535, but is " + port);
        }
        try (FaceModels models = common.openModels()) {
            // Fails now rather than at the first photo.
            models.detector();
            try (WebServer server = WebServer.start(models, port, WebLimits.DEFAULT)) {
                show(server.link());
                while (!common.cancelled()) {
                    Thread.sleep(POLL_MILLIS);
                }
            }
        }
        return ExitCode.CANCELLED;
    }

    private void show(URI link) throws InterruptedException {
        if (common.json()) {
            common.console().json(new Result(link));
        } else {
            common.console().line("FaceCloak is at %s", link);
            common.console().line("Only this computer reaches it. Ctrl-C ends it and forgets everything.");
        }
        if (open && !Browser.ofSystem().open(link)) {
            common.console().notice("facecloak: there is no browser to open; open the link yourself");
        }
    }
}
