package io.clustergateway.hound;

import java.util.Map;

/** Blocking calls that BlockHound does not know: those by which {@code java.nio.file} reaches files. */
final class Calls {
    private static final String READ = "(Ljava/io/FileDescriptor;JI)I";
    private static final Map<String, String> OF_DISPATCHER = Map.of(
            "read0", READ, "pread0", "(Ljava/io/FileDescriptor;JIJ)I", "pwrite0", "(Ljava/io/FileDescriptor;JIJ)I");

    /** Signatures by method by class; the dispatcher has another name since JDK 20. */
    static final Map<String, Map<String, String>> OF_FILES = Map.of(
            "sun/nio/ch/FileDispatcherImpl", OF_DISPATCHER,
            "sun/nio/ch/UnixFileDispatcherImpl", OF_DISPATCHER,
            "sun/nio/fs/UnixNativeDispatcher", Map.of("open0", "(JII)I"));

    private Calls() {}
}
