package io.clustergateway.hound;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A blocking call on an event loop.
 *
 * @param call class and method that blocks
 * @param thread whose it is
 * @param frames who called it, the innermost first
 */
public record BlockedLoop(String call, String thread, List<StackTraceElement> frames) {
    private static final int CALLERS = 8;

    public BlockedLoop {
        frames = List.copyOf(frames);
    }

    static BlockedLoop here(String call) {
        Thread thread = Thread.currentThread();
        List<StackTraceElement> frames = Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("reactor.blockhound.")
                        && !frame.getClassName().equals(Hound.class.getName())
                        && !frame.getClassName().equals(BlockedLoop.class.getName())
                        && !frame.getMethodName().equals("getStackTrace"))
                .toList();
        return new BlockedLoop(call, thread.getName(), frames);
    }

    /** Where it was called from; equal for equal ways there. */
    public String place() {
        return frames.stream().limit(CALLERS).map(StackTraceElement::toString).collect(Collectors.joining(" < "));
    }

    /** The call, its thread, and all frames, a line each. */
    public String trace() {
        return "%s on %s%n%s"
                .formatted(
                        call,
                        thread,
                        frames.stream().map(frame -> "\tat " + frame).collect(Collectors.joining("\n")));
    }
}
