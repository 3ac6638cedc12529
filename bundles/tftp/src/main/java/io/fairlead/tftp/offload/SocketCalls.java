// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.offload;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Calls of Linux on descriptors of sockets, by the foreign function API of JDK 22 and later. That is found by
 * reflection, since the byte code is Java 17's; pointers are passed as {@code long}, so that no type of it appears in a
 * signature. Numbers and structures are those of 64-bit Linux, which has them alike on every processor. Thread-safe.
 */
public final class SocketCalls {
    /** {@code IPPROTO_UDP}, also {@code SOL_UDP}. */
    static final int UDP = 17;

    static final int AF_INET = 2;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PROTOCOL = 38;
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 02000000;
    private static final int PARAMETERS = 5;
    private static final int MSG_DONTWAIT = 0x40;
    /** {@code struct sockaddr_in6}, the longer one. */
    static final int ADDRESS_BYTES = 28;

    private final MethodHandle socket;
    private final MethodHandle close;
    private final MethodHandle getsockname;
    private final MethodHandle getsockopt;
    private final MethodHandle setsockopt;
    private final MethodHandle recvmmsg;
    private final MethodHandle address; // (Buffer) long
    private final ByteBuffer name = ByteBuffer.allocateDirect(ADDRESS_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer value = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer length = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());

    private SocketCalls() throws ReflectiveOperationException {
        socket = find("socket");
        close = find("close");
        getsockname = find("getsockname");
        getsockopt = find("getsockopt");
        setsockopt = find("setsockopt");
        recvmmsg = find("recvmmsg");
        Class<?> segment = foreign("MemorySegment");
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        MethodHandle ofBuffer = lookup.findStatic(segment, "ofBuffer", MethodType.methodType(segment, Buffer.class));
        MethodHandle start = lookup.findVirtual(segment, "address", MethodType.methodType(long.class));
        address = MethodHandles.filterReturnValue(ofBuffer, start);
    }

    /** Why there are no such calls on this system with this JDK; null if there are. */
    public static String obstacle() {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("sun.arch.data.model", "64").equals("64")) {
            return "it needs 64-bit Linux";
        }
        int java = Runtime.version().feature();
        return java < 22 ? "it needs Java 22, this is " + java : null;
    }

    /**
     * Whether the running JDK was told that this code may call native functions; if not, it prints a warning at the
     * first call, and later ones will refuse.
     */
    static boolean permitted() {
        try { // the method is a preview before Java 22
            Object answer = Module.class.getMethod("isNativeAccessEnabled").invoke(SocketCalls.class.getModule());
            return (boolean) answer;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * Finds the functions.
     *
     * @throws ReflectiveOperationException if there is an {@link #obstacle}, or a function is missing
     */
    static SocketCalls load() throws ReflectiveOperationException {
        String obstacle = obstacle();
        if (obstacle != null) {
            throw new ReflectiveOperationException(obstacle);
        }
        return new SocketCalls();
    }

    /**
     * A function that returns {@code int}, as one of five {@code long}. Processors with a 64-bit Linux pass as many in
     * registers, widened, and a function looks at those that it has; so the JDK makes code for one kind of call only,
     * which takes it some time.
     */
    private static MethodHandle find(String function) throws ReflectiveOperationException {
        Class<?> linkerType = foreign("Linker");
        Class<?> optionType = foreign("Linker$Option");
        Class<?> layoutType = foreign("MemoryLayout");
        Class<?> descriptorType = foreign("FunctionDescriptor");
        Class<?> segmentType = foreign("MemorySegment");
        Class<?> valueType = foreign("ValueLayout");

        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object symbols = linkerType.getMethod("defaultLookup").invoke(linker);
        Object parameters = Array.newInstance(layoutType, PARAMETERS);
        for (int i = 0; i < PARAMETERS; i++) {
            Array.set(parameters, i, valueType.getField("JAVA_LONG").get(null));
        }
        Object descriptor = descriptorType
                .getMethod("of", layoutType, parameters.getClass())
                .invoke(null, valueType.getField("JAVA_INT").get(null), parameters);
        Object symbol = ((Optional<?>)
                        foreign("SymbolLookup").getMethod("find", String.class).invoke(symbols, function))
                .orElseThrow(() -> new NoSuchMethodException(function));
        Object options = Array.newInstance(optionType, 0);
        Method handle = linkerType.getMethod("downcallHandle", segmentType, descriptorType, options.getClass());
        return (MethodHandle) handle.invoke(linker, symbol, descriptor, options);
    }

    /** No name is a constant where the class is looked up, or bnd makes the package an import that Java 17 can't satisfy. */
    private static Class<?> foreign(String name) throws ClassNotFoundException {
        return Class.forName("java.lang.foreign." + name);
    }

    private static int call(MethodHandle function, long a, long b, long c, long d, long e) {
        try {
            return (int) function.invokeExact(a, b, c, d, e);
        } catch (Throwable failure) {
            throw failed(failure);
        }
    }

    /** The descriptor that the next socket gets, unless another thread opens something first; negative if none is free. */
    public int nextDescriptor() {
        int descriptor = call(socket, AF_INET, SOCK_DGRAM_CLOEXEC, 0, 0, 0);
        if (descriptor >= 0) {
            call(close, descriptor, 0, 0, 0, 0);
        }
        return descriptor;
    }

    /** Whether {@code descriptor} is a UDP socket with this local address. */
    synchronized boolean isSocketAt(int descriptor, InetSocketAddress local) {
        length.putInt(0, Integer.BYTES);
        if (call(getsockopt, descriptor, SOL_SOCKET, SO_PROTOCOL, addressOf(value), addressOf(length)) != 0
                || value.getInt(0) != UDP) {
            return false;
        }
        length.putInt(0, ADDRESS_BYTES);
        return call(getsockname, descriptor, addressOf(name), addressOf(length), 0, 0) == 0
                && local.equals(decoded(name, 0));
    }

    /** The {@code struct sockaddr} that starts at {@code at}; null if it is none of IP. */
    static InetSocketAddress decoded(ByteBuffer in, int at) {
        int family = in.getShort(at);
        if (family != AF_INET && family != AF_INET6) {
            return null;
        }
        int port = Byte.toUnsignedInt(in.get(at + 2)) << 8 | Byte.toUnsignedInt(in.get(at + 3));
        byte[] host = new byte[family == AF_INET ? 4 : 16];
        in.get(at + (family == AF_INET ? 4 : 8), host);
        int scope = family == AF_INET ? 0 : in.getInt(at + 24); // the interface of a link-local address
        try {
            InetAddress address =
                    scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // of that length it is an address
        }
    }

    /** Sets an option of whole numbers; whether the system has taken it. */
    synchronized boolean set(int descriptor, int level, int option, int to) {
        value.putInt(0, to);
        return call(setsockopt, descriptor, level, option, addressOf(value), Integer.BYTES) == 0;
    }

    /**
     * Receives pending datagrams into an array of {@code struct mmsghdr}, without blocking.
     *
     * @return how many datagrams; 0 if none, or for an error, which the next call to wait for one will tell
     */
    int receive(int descriptor, long headers, int most) {
        return Math.max(0, call(recvmmsg, descriptor, headers, most, MSG_DONTWAIT, 0));
    }

    /** Where a direct buffer starts in memory, from its position on. */
    long addressOf(ByteBuffer direct) {
        try {
            return (long) address.invokeExact((Buffer) direct);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException("native call", e);
    }
}
