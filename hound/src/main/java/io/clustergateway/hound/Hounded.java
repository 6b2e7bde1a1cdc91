package io.clustergateway.hound;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs a program under the {@link Hound}: arguments are its main class and its own arguments. */
public final class Hounded {
    /** Told when it begins. */
    public static final String WATCHING = "event loops are watched for blocking calls";

    /** Begins each report on the standard error. */
    public static final String MARK = "BLOCKED LOOP: ";

    private Hounded() {}

    public static void main(String[] arguments) throws Throwable {
        Hound.release(find -> System.err.println(MARK + find.trace()));
        System.err.println(WATCHING);
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
