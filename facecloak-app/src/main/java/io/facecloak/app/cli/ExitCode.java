package io.facecloak.app.cli;

/** How the program ends, for scripts. */
final class ExitCode {

    /** Everything was done. */
    static final int DONE = 0;

    /** It could not be done; one sentence on the error stream says why. */
    static final int FAILED = 1;

    /** The arguments are wrong. */
    static final int USAGE = 2;

    /** Some photos or models failed, the others are done. */
    static final int SOME_FAILED = 3;

    /** {@code check --strict}: a recogniser still recognises the person. */
    static final int STILL_RECOGNISED = 4;

    /** Some photos need a look: the person may be in them, but they are not protected. */
    static final int NEEDS_LOOK = 5;

    /** Ended by the user, as shells have it for Ctrl-C. */
    static final int CANCELLED = 130;

    private ExitCode() {}

    /** Of a command that works on several things and goes on when one fails. */
    static int ofMany(long failed, int all) {
        if (failed == 0) {
            return DONE;
        }
        return failed == all ? FAILED : SOME_FAILED;
    }
}
