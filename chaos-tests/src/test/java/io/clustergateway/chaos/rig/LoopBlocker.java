package io.clustergateway.chaos.rig;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Holds one event loop of another JVM, as code that blocks would; the program itself has nothing that could. */
final class LoopBlocker implements AutoCloseable {
    private final VirtualMachine machine;
    private final ThreadReference loop;

    private LoopBlocker(VirtualMachine machine, ThreadReference loop) {
        this.machine = machine;
        this.loop = loop;
    }

    /** By the debugger's port. */
    static LoopBlocker block(int port) {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(known -> known.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        try {
            VirtualMachine machine = connector.attach(arguments);
            ThreadReference loop = machine.allThreads().stream()
                    .filter(thread -> thread.name().startsWith("vert.x-eventloop-thread-"))
                    .findFirst()
                    .orElseThrow();
            loop.suspend();
            return new LoopBlocker(machine, loop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        loop.resume();
        machine.dispose();
    }
}
