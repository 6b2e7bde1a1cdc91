package io.clustergateway.chaos.rig;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Another JVM of this machine as its own management sees it. */
final class Vitals {
    /** Vert.x's two pools of 20, which keep what they once made. */
    private static final String OF_FIXED_POOLS = "fixed pool ";

    private final long pid;
    private final MemoryMXBean memory;
    private final ThreadMXBean threads;
    private final UnixOperatingSystemMXBean system;

    Vitals(long pid) {
        this.pid = pid;
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            MBeanServerConnection connection =
                    JMXConnectorFactory.connect(new JMXServiceURL(address)).getMBeanServerConnection();
            memory = ManagementFactory.getPlatformMXBean(connection, MemoryMXBean.class);
            threads = ManagementFactory.getPlatformMXBean(connection, ThreadMXBean.class);
            system = ManagementFactory.getPlatformMXBean(connection, UnixOperatingSystemMXBean.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the process it looks at. */
    long pid() {
        return pid;
    }

    /** How many threads of each name there are, numbers aside; for people. */
    Map<String, Long> threadsByName() {
        return Arrays.stream(threads.dumpAllThreads(false, false))
                .collect(Collectors.groupingBy(
                        thread -> thread.getThreadName()
                                .replaceFirst("^vert\\.x-(worker-thread|internal-blocking)", OF_FIXED_POOLS + "$1")
                                .replaceAll("[0-9.:]+", "N"),
                        TreeMap::new,
                        Collectors.counting()));
    }

    Level level() {
        memory.gc();
        return new Level(
                system.getOpenFileDescriptorCount(),
                threadsByName().entrySet().stream()
                        .filter(threads -> !threads.getKey().startsWith(OF_FIXED_POOLS))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                memory.getHeapMemoryUsage().getUsed() / 1024);
    }
}
