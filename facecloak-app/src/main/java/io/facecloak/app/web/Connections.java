package io.facecloak.app.web;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps a place for the page's owner whatever strangers on this computer do. A connection ends if the head of its request takes too long,
 * however often a byte of it comes. Where there are too many connections, or too many of one address, those go that have waited longest,
 * first of those that never showed that they are the owner's. Thread-safe.
 */
final class Connections extends AbstractLifeCycle implements Connection.Listener {

    /** A connection as seen from here. */
    private static final class Guest {

        private final Object address;
        private boolean owner;
        private boolean working;

        /** Since when it neither works nor has begun a request, or since when it has been sending the head of one. */
        private long since = System.nanoTime();

        private boolean headBegun;
        private long bytesAtRest;

        Guest(Object address) {
            this.address = address;
        }
    }

    private final WebLimits limits;
    private final Map<Connection, Guest> guests = new LinkedHashMap<>();
    private final Scheduler clock = new ScheduledExecutorScheduler("facecloak-connections", true);

    Connections(WebLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doStart() throws Exception {
        clock.start();
        schedule();
    }

    @Override
    protected void doStop() throws Exception {
        clock.stop();
    }

    private void schedule() {
        long often = Math.max(50, limits.head().toMillis() / 8);
        clock.schedule(
                () -> {
                    endSlowOnes();
                    schedule();
                },
                often,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
        Guest guest = new Guest(remote instanceof InetSocketAddress address ? address.getAddress() : "unknown");
        Optional<Connection> leaves;
        synchronized (this) {
            guests.put(connection, guest);
            long ofAddress = guests.values().stream()
                    .filter(other -> other.address.equals(guest.address))
                    .count();
            leaves = ofAddress > limits.connectionsPerAddress()
                    ? Optional.of(makesRoom(connection, other -> other.address.equals(guest.address)))
                    : guests.size() > limits.connections()
                            ? Optional.of(makesRoom(connection, other -> true))
                            : Optional.empty();
            leaves.ifPresent(guests::remove);
        }
        leaves.ifPresent(Connections::end);
    }

    /** A newcomer may be the owner's, so it goes only if all others work; the owner's browser opens again what it lost at rest. */
    private Connection makesRoom(Connection newcomer, Predicate<Guest> among) {
        return guests.entrySet().stream()
                .filter(entry -> entry.getKey() != newcomer)
                .filter(entry -> among.test(entry.getValue()) && !entry.getValue().working)
                .min(Comparator.<Map.Entry<Connection, Guest>, Boolean>comparing(entry -> entry.getValue().owner)
                        .thenComparing(entry -> entry.getValue().since))
                .map(Map.Entry::getKey)
                .orElse(newcomer);
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        guests.remove(connection);
    }

    /** The head of a request is there; its connection works until the answer is complete. */
    void begin(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        synchronized (this) {
            Guest guest = guests.get(connection);
            if (guest == null) {
                return;
            }
            guest.working = true;
        }
        Request.addCompletionListener(request, failure -> rest(connection));
    }

    private synchronized void rest(Connection connection) {
        Guest guest = guests.get(connection);
        if (guest != null) {
            guest.working = false;
            guest.headBegun = false;
            guest.bytesAtRest = connection.getBytesIn();
            guest.since = System.nanoTime();
        }
    }

    /** The request came from the owner's browser: its connection may rest for longer, and is the last to go. */
    synchronized void belongsToOwner(Request request) {
        Guest guest = guests.get(request.getConnectionMetaData().getConnection());
        if (guest != null) {
            guest.owner = true;
        }
    }

    private void endSlowOnes() {
        List<Connection> slow;
        synchronized (this) {
            long now = System.nanoTime();
            slow = guests.entrySet().stream()
                    .filter(entry -> isSlow(entry.getKey(), entry.getValue(), now))
                    .map(Map.Entry::getKey)
                    .toList();
            slow.forEach(guests::remove);
        }
        slow.forEach(Connections::end);
    }

    private boolean isSlow(Connection connection, Guest guest, long now) {
        if (guest.working) {
            return false;
        }
        if (!guest.headBegun && guest.owner && connection.getBytesIn() > guest.bytesAtRest) {
            guest.headBegun = true;
            guest.since = now;
        }
        // Who has not shown to be the owner must begin and end the head within the same time.
        long patience = guest.owner && !guest.headBegun
                ? limits.idle().toNanos()
                : limits.head().toNanos();
        return now - guest.since > patience;
    }

    private static void end(Connection connection) {
        connection.getEndPoint().close();
    }
}
