package io.facecloak.app.cli;

/** Lets Ctrl-C end the program at a good point: the virtual machine waits until the program has noticed, but not for ever. */
final class Interruption {

    private static final long PATIENCE_MILLIS = 30_000;

    private final Thread hook;
    private volatile boolean cancelled;

    private Interruption(Thread program) {
        this.hook = new Thread(() -> cancel(program), "facecloak-interruption");
    }

    /** @param program the thread whose end is waited for */
    static Interruption of(Thread program) {
        Interruption interruption = new Interruption(program);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    boolean cancelled() {
        return cancelled;
    }

    /**
     * Ends the program with an exit code, from its own thread; after Ctrl-C it is the signal's code, and this returns so that the thread
     * can end.
     */
    void exit(int code) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is on its way down already, and waits for this thread.
            return;
        }
        System.exit(code);
    }

    private void cancel(Thread program) {
        cancelled = true;
        try {
            program.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
