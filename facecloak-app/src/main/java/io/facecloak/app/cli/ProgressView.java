package io.facecloak.app.cli;

/** How progress is shown. Told by one thread. */
interface ProgressView extends AutoCloseable {

    /** What is counted: {@code name} follows a number, such as {@code " MiB"}, and stands for {@code size} counts. */
    record Unit(String name, long size) {

        static final Unit ONE = new Unit("", 1);
        static final Unit MEBIBYTE = new Unit(" MiB", 1 << 20);
    }

    /** Shows nothing. */
    ProgressView NONE = new ProgressView() {

        @Override
        public void show(String task, long done, long total, Unit unit) {}

        @Override
        public void finish() {}
    };

    /** Shows how far a task is, of which −1 is the total if nobody knows it; another task is finished first. */
    void show(String task, long done, long total, Unit unit);

    /** Other lines may follow. */
    void finish();

    @Override
    default void close() {
        finish();
    }
}
