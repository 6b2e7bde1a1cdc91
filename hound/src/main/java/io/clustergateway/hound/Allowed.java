package io.clustergateway.hound;

import java.util.List;
import reactor.blockhound.BlockHound;

/** Methods that may block an event loop, each with the reason why that is fine. */
record Allowed(List<Method> methods) {
    /** A method of a class, whatever its signature. */
    record Method(String type, String name, String reason) {}

    static Allowed ofThisProject() {
        return new Allowed(List.of(
                new Method(
                        "java.util.ServiceLoader$LazyClassPathLookupIterator",
                        "parse",
                        "reads the program's own jar, as loading a class does"),
                new Method("sun.security.provider.NativePRNG$RandomIO", "readFully", "/dev/urandom always has bytes"),
                new Method(
                        "java.util.concurrent.ArrayBlockingQueue",
                        "offer",
                        "its lock is held for the moving of references only"),
                new Method(
                        "java.util.concurrent.LinkedBlockingQueue",
                        "offer",
                        "likewise, as where work is given to OkHttp's threads"),
                new Method(
                        "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue",
                        "offer",
                        "its lock is held while one task is put among a few, as by Prometheus' exemplars"),
                new Method(
                        "io.netty.util.concurrent.GlobalEventExecutor",
                        "takeTask",
                        "netty's thread for what has no loop; it waits here for work, and holds no channel"),
                new Method(
                        "ch.qos.logback.core.OutputStreamAppender",
                        "writeBytes",
                        "lines of the log go to the standard error as they come, so that the last one before a"
                                + " crash is there")));
    }

    void applyTo(BlockHound.Builder builder) {
        methods.forEach(method -> builder.allowBlockingCallsInside(method.type(), method.name()));
    }
}
