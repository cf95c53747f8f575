package io.facecloak.app.cli;

import io.facecloak.model.FaceCloakException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one sentence on the error stream and an exit code. */
final class ErrorReport {

    /** What a program reads that asked for JSON. */
    private record Failure(String error, int exitCode) {}

    private final Console console;

    ErrorReport(Console console) {
        this.console = console;
    }

    int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
        boolean cancelled = failure instanceof CancellationException || failure instanceof InterruptedException;
        int code = cancelled ? ExitCode.CANCELLED : ExitCode.FAILED;
        ParseResult own = command.getParseResult();
        if (own.hasMatchedOption("--verbose")) {
            trace(failure);
        }
        report(sentence(failure, command), code, own.hasMatchedOption("--json"));
        return code;
    }

    int onWrongArguments(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        report(
                onOneLine(wrong.getMessage()),
                ExitCode.USAGE,
                Arrays.asList(arguments).contains("--json"));
        StringWriter suggestions = new StringWriter();
        if (UnmatchedArgumentException.printSuggestions(wrong, new PrintWriter(suggestions))) {
            console.notices(suggestions.toString());
        }
        console.notice("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    /** As Java prints it, but no message passes for more than one line. */
    private void trace(Throwable failure) {
        Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
        String prefix = "";
        for (Throwable cause = failure; cause != null && told.add(cause); cause = cause.getCause()) {
            console.notice(prefix + cause);
            for (StackTraceElement frame : cause.getStackTrace()) {
                console.notices("\tat " + frame);
            }
            prefix = "Caused by: ";
        }
    }

    private void report(String sentence, int code, boolean json) {
        if (json) {
            console.json(new Failure(sentence, code));
        }
        console.notice("facecloak: " + sentence);
    }

    private static String sentence(Exception failure, CommandLine command) {
        boolean replaces = command.getCommandSpec().findOption("--overwrite") != null;
        return failure instanceof FileAlreadyExistsException existing && replaces
                ? existing.getFile() + " exists; choose another name, or replace it with --overwrite"
                : sentence(failure);
    }

    /** What went wrong, in one sentence that names the file. */
    static String sentence(Throwable failure) {
        if (failure instanceof UncheckedIOException wrapped) {
            return sentence(wrapped.getCause());
        }
        if (failure instanceof NoSuchFileException missing && missing.getReason() == null) {
            return missing.getFile() + " does not exist";
        }
        if (failure instanceof AccessDeniedException denied && denied.getReason() == null) {
            return denied.getFile() + ": permission denied";
        }
        if (failure instanceof NotDirectoryException file) {
            return file.getFile() + " is no folder";
        }
        if (failure instanceof FileSystemException file) {
            return file.getReason() == null
                    ? file.getFile() + ": " + file.getClass().getSimpleName()
                    : file.getFile() + ": " + file.getReason();
        }
        if (failure instanceof InterruptedException) {
            return "interrupted";
        }
        boolean expected = failure instanceof IOException
                || failure instanceof FaceCloakException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || failure instanceof CancellationException;
        if (expected && failure.getMessage() != null) {
            return onOneLine(failure.getMessage());
        }
        return "unexpected " + failure + "; --verbose tells more";
    }

    private static String onOneLine(String message) {
        return message.replaceAll("\\s*\\R\\s*", " ");
    }
}
