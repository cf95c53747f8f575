package io.facecloak.app.web;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.facecloak.Preset;
import io.facecloak.app.Strength;
import io.facecloak.apply.FaceOutcome;
import io.facecloak.apply.PhotoOutcome;
import io.facecloak.evaluation.comparison.Pictures;
import io.facecloak.evaluation.comparison.Similarity;
import io.facecloak.image.PhotoNote;
import io.facecloak.mask.CloakFile;
import io.facecloak.mask.CloakMask;
import io.facecloak.model.FaceCloakException;
import io.facecloak.model.ModelException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.RequestTimeoutResponse;
import io.javalin.http.SameSite;
import io.javalin.http.TooManyRequestsResponse;
import io.javalin.http.UnauthorizedResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the page asks of the server. Every answer belongs to the session in the browser's cookie. */
final class Api {

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    static final String TOKEN_HEADER = "X-CSRF-Token";

    private static final String SESSION = "session";
    private static final int HEARTBEAT_MILLIS = 15_000;
    private static final int MAX_AMPLIFICATION = 64;
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    private record State(String token, Learning learning, CloakSummary cloak, List<PhotoSummary> photos, Room room) {}

    private record Room(int photos, int uploadBytes) {}

    private record CloakSummary(boolean holdsBiometricTemplate, List<String> recognisers) {

        static CloakSummary of(CloakMask mask) {
            return new CloakSummary(!mask.templates().isEmpty(), mask.info().surrogates());
        }
    }

    private record PhotoSummary(
            String id,
            String name,
            String copyName,
            int width,
            int height,
            PhotoOutcome.Status status,
            int facesNotLookedAt,
            List<FaceSummary> faces,
            List<Similarity> similarities,
            List<String> notes,
            String strength,
            double seconds) {

        static PhotoSummary of(ProtectedPhoto photo) {
            return new PhotoSummary(
                    photo.id(),
                    photo.name(),
                    photo.protectedCopy().name(),
                    photo.width(),
                    photo.height(),
                    photo.status(),
                    photo.tooMany(),
                    photo.faces().stream().map(FaceSummary::of).toList(),
                    photo.similarities(),
                    photo.notes().stream().sorted().map(PhotoNote::sentence).toList(),
                    photo.strength().map(Strength::typed).orElse(null),
                    photo.seconds());
        }
    }

    private record FaceSummary(
            String decision, Double similarity, double left, double top, double right, double bottom) {

        static FaceSummary of(FaceOutcome outcome) {
            return new FaceSummary(
                    outcome.decision().name(),
                    outcome.similarity().isPresent() ? outcome.similarity().getAsDouble() : null,
                    outcome.face().box().left(),
                    outcome.face().box().top(),
                    outcome.face().box().right(),
                    outcome.face().box().bottom());
        }
    }

    private record Failure(String error) {}

    private final Assets assets;
    private final Sessions sessions;
    private final CloakLearning learning;
    private final PhotoDesk desk;
    private final WebLimits limits;
    private final UploadRoom room;

    Api(Assets assets, Sessions sessions, CloakLearning learning, PhotoDesk desk, WebLimits limits) {
        this.assets = assets;
        this.sessions = sessions;
        this.learning = learning;
        this.desk = desk;
        this.limits = limits;
        this.room = new UploadRoom(limits);
    }

    void addTo(RoutesConfig routes) {
        routes.before("/api/*", this::requireSession);
        routes.get("/", this::page);
        routes.get("/{asset}", this::asset);
        routes.get("/api/session", this::state);
        routes.delete("/api/session", this::forget);
        routes.get("/api/events", this::events);
        routes.post("/api/seed", this::seed);
        routes.delete("/api/learning", this::cancel);
        routes.get("/api/faces/{index}", this::face);
        routes.get("/api/cloak", this::downloadCloak);
        routes.post("/api/cloak", this::uploadCloak);
        routes.get("/api/cloak/picture", this::cloakPicture);
        routes.post("/api/photos", this::protect);
        routes.delete("/api/photos", this::stop);
        routes.delete("/api/photos/{id}", this::remove);
        routes.get("/api/photos/{id}/{version}", this::photo);
        routes.exception(HttpResponseException.class, (refusal, context) -> {
            if (context.method() == HandlerType.POST) {
                // Strangers may not keep a thread busy.
                if (session(context) != null && !(refusal instanceof RequestTimeoutResponse)) {
                    Upload.discard(context, limits);
                }
                // Some of the body may be left: a client must not take the connection for one that can go on.
                context.header("Connection", "close");
            }
            fail(context, refusal.getStatus(), refusal);
        });
        // Jetty's own refusals, such as of uploads that trickle in.
        routes.exception(HttpException.RuntimeException.class, (bad, context) -> fail(context, bad.getCode(), bad));
        routes.exception(CancellationException.class, (stopped, context) -> fail(context, 409, stopped));
        // A bad photo or cloak file; the message names it and the remedy.
        routes.exception(IOException.class, (bad, context) -> fail(context, 422, bad));
        routes.exception(FaceCloakException.class, (bad, context) -> fail(context, 422, bad));
        routes.exception(IllegalArgumentException.class, (bad, context) -> fail(context, 422, bad));
        routes.exception(IllegalStateException.class, (bad, context) -> fail(context, 422, bad));
        routes.exception(ModelException.class, (broken, context) -> fail(context, 500, broken));
        routes.exception(Exception.class, (unexpected, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), unexpected);
            fail(context, 500, new IOException("something went wrong; the terminal tells what"));
        });
    }

    private static void fail(Context context, int status, Exception failure) {
        json(context.status(status), new Failure(failure.getMessage()));
    }

    private void page(Context context) {
        if (context.queryParam("key") != null) {
            enter(context);
            return;
        }
        boolean known = sessions.find(context.cookie(cookieName(context))).isPresent();
        send(context.status(known ? 200 : 401), known ? "index.html" : "welcome.html");
    }

    /** From the link with the key to the page without it: the key stays out of the history and the address bar. */
    private void enter(Context context) {
        if (!sessions.opens(context.queryParam("key"))) {
            send(context.status(HttpStatus.UNAUTHORIZED), "welcome.html");
            return;
        }
        String name = cookieName(context);
        if (sessions.find(context.cookie(name)).isEmpty()) {
            Session session = sessions.create();
            context.cookie(new Cookie(name, session.id(), "/", -1, false, true, null, SameSite.STRICT));
        }
        context.redirect("/", HttpStatus.SEE_OTHER);
    }

    /** Browsers share cookies among all ports of a host. */
    private static String cookieName(Context context) {
        return "facecloak-" + context.req().getLocalPort();
    }

    private void asset(Context context) {
        String name = context.pathParam("asset");
        if (name.endsWith(".html")) {
            throw new NotFoundResponse("there is no " + name);
        }
        send(context, name);
    }

    private void send(Context context, String asset) {
        Assets.Asset found = assets.find(asset).orElseThrow(() -> new NotFoundResponse("there is no such file"));
        context.contentType(found.contentType()).result(found.content());
    }

    private void requireSession(Context context) {
        Session session = sessions.find(context.cookie(cookieName(context)))
                .orElseThrow(() -> new UnauthorizedResponse(
                        "this session has ended; open the link that the terminal shows once more"));
        boolean reads = context.method() == HandlerType.GET || context.method() == HandlerType.HEAD;
        if (!reads && !same(session.token(), context.header(TOKEN_HEADER))) {
            throw new ForbiddenResponse("the request does not come from the page; load it again");
        }
        context.attribute(SESSION, session);
    }

    private static boolean same(String secret, String candidate) {
        return candidate != null
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    private static Session session(Context context) {
        return context.attribute(SESSION);
    }

    private void state(Context context) {
        Session session = session(context);
        json(
                context,
                new State(
                        session.token(),
                        session.learning(),
                        session.learntCloak()
                                .map(cloak -> CloakSummary.of(cloak.mask()))
                                .orElse(null),
                        session.photos().stream().map(PhotoSummary::of).toList(),
                        new Room(limits.photos(), limits.uploadBytes())));
    }

    private void forget(Context context) {
        sessions.end(session(context));
        context.removeCookie(cookieName(context), "/").status(HttpStatus.NO_CONTENT);
    }

    /**
     * Each change of the learning as an event, until it is over; a comment now and then shows whether the browser is still there.
     *
     * <p>Written on the request's own thread: Javalin's asynchronous events end in stack traces on the terminal when a browser goes away.
     */
    private void events(Context context) throws IOException, InterruptedException {
        Session session = session(context);
        if (!session.beginListening()) {
            throw new TooManyRequestsResponse("this page is open too often; close it elsewhere");
        }
        try {
            context.res().setContentType("text/event-stream; charset=utf-8");
            OutputStream out = context.res().getOutputStream();
            long seen = -1;
            boolean running = true;
            while (running && !session.ended()) {
                Optional<Session.Update> update = session.await(seen, HEARTBEAT_MILLIS);
                if (update.isPresent()) {
                    seen = update.get().version();
                    running = update.get().learning().running();
                    send(
                            out,
                            "event: learning\ndata: " + GSON.toJson(update.get().learning()));
                } else if (!session.ended()) {
                    session.touch();
                    send(out, ": still here");
                }
            }
        } catch (EofException gone) {
            LOG.debug("the browser stopped listening", gone);
        } finally {
            session.endListening();
        }
    }

    private static void send(OutputStream out, String event) throws IOException {
        out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void seed(Context context) throws IOException {
        boolean remember = !"true".equals(context.queryParam("forget"));
        Preset preset = preset(context.queryParam("preset"));
        room.during(
                Upload.announced(context, limits),
                () -> learning.start(session(context), Upload.read(context, limits), preset, remember));
        context.status(HttpStatus.ACCEPTED);
        json(context, session(context).learning());
    }

    private static Preset preset(String name) {
        try {
            return name == null ? Preset.BALANCED : Preset.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRequestResponse("there is no preset of this name");
        }
    }

    private void cancel(Context context) {
        session(context).cancelLearning();
        context.status(HttpStatus.NO_CONTENT);
    }

    private void face(Context context) {
        byte[] png = session(context)
                .face(number(context.pathParam("index")))
                .orElseThrow(() -> new NotFoundResponse("there is no such face"));
        context.contentType("image/png").result(png);
    }

    private void downloadCloak(Context context) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CloakFile.write(session(context).cloak().cloak().mask(), file);
        attach(context, "person.cloak");
        context.contentType("application/octet-stream").result(file.toByteArray());
    }

    private void uploadCloak(Context context) throws IOException {
        room.during(Upload.announced(context, limits), () -> session(context)
                .use(learning.load(Upload.read(context, limits))));
        state(context);
    }

    private void cloakPicture(Context context) throws IOException {
        context.contentType("image/png")
                .result(Pictures.png(
                        Pictures.cloak(session(context).cloak().cloak().mask())));
    }

    private void protect(Context context) throws IOException {
        Session session = session(context);
        SessionCloak cloak = session.cloak();
        Optional<Strength> strength = strength(context.queryParam("strength"));
        long announced = Upload.announced(context, limits);
        String id = session.reservePhoto(announced);
        try {
            room.during(announced, () -> {
                Upload upload = Upload.read(context, limits);
                ProtectedPhoto photo = protect(session, id, upload, cloak, strength);
                session.keep(photo, cloak);
                context.status(HttpStatus.CREATED);
                json(context, PhotoSummary.of(photo));
            });
        } finally {
            session.releasePhoto(id);
        }
    }

    private ProtectedPhoto protect(
            Session session, String id, Upload upload, SessionCloak cloak, Optional<Strength> strength)
            throws IOException {
        session.beginPhoto();
        try {
            return desk.protect(id, upload, cloak, strength);
        } finally {
            session.endPhoto();
        }
    }

    private static Optional<Strength> strength(String name) {
        if ("off".equals(name)) {
            return Optional.empty();
        }
        return Optional.of(Strength.of(name == null ? Strength.BALANCED.name() : name)
                .orElseThrow(() -> new BadRequestResponse(
                        "there is no strength of this name, only " + Strength.names() + ", or off")));
    }

    private void stop(Context context) {
        session(context).stopPhotos();
        context.status(HttpStatus.NO_CONTENT);
    }

    private void remove(Context context) {
        if (!session(context).remove(context.pathParam("id"))) {
            throw new NotFoundResponse("there is no such photo");
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private void photo(Context context) throws IOException {
        ProtectedPhoto photo = session(context)
                .photo(context.pathParam("id"))
                .orElseThrow(() -> new NotFoundResponse("there is no such photo"));
        PictureFile file =
                switch (context.pathParam("version")) {
                    case "original" -> desk.forBrowsers(photo.original());
                    case "protected" -> desk.forBrowsers(photo.protectedCopy());
                    case "difference" -> desk.difference(photo, amplification(context.queryParam("factor")));
                    case "download" -> {
                        if (photo.status() != PhotoOutcome.Status.PROTECTED) {
                            throw new NotFoundResponse("this photo is not protected, so there is no protected copy");
                        }
                        attach(context, photo.protectedCopy().name());
                        yield photo.protectedCopy();
                    }
                    default -> throw new NotFoundResponse("there is no such version of the photo");
                };
        context.contentType(file.contentType()).result(file.content());
    }

    private static int amplification(String factor) {
        int value = factor == null ? Pictures.AMPLIFICATION : number(factor);
        if (value < 1 || value > MAX_AMPLIFICATION) {
            throw new BadRequestResponse("the factor must be in 1.." + MAX_AMPLIFICATION);
        }
        return value;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void attach(Context context, String name) {
        context.header(
                "Content-Disposition",
                "attachment; filename*=UTF-8''"
                        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    private static void json(Context context, Object value) {
        context.contentType("application/json; charset=utf-8").result(GSON.toJson(value));
    }
}
