// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.config;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;

/**
 * Has a bundle's classes loaded, and those of others that they mention. What drains after its bundle was refreshed can load
 * neither any more: the framework gives nothing to a class loader that is not in use.
 */
public final class LoadedClasses {
    private static final String SUFFIX = ".class";
    private static final Pattern MENTIONED = Pattern.compile("L([\\w/$]+);");
    private static final int MAGIC = 0xCAFEBABE;
    private static final int HEADER_BYTES = 4; // of versions
    private static final int UTF8 = 1;

    /** Of bundles that were looked through. */
    private static final Set<ClassLoader> DONE =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Set<String> names = new HashSet<>();

    private LoadedClasses() {}

    /**
     * Loads them, once for each class loader of the bundle.
     *
     * @param folder where they are, as {@code /io/fairlead/ftp}
     */
    public static void of(Bundle bundle, String folder) {
        LoadedClasses classes = new LoadedClasses();
        ClassLoader loader = null;
        Enumeration<URL> files = bundle.findEntries(folder, "*" + SUFFIX, true);
        while (files != null && files.hasMoreElements()) {
            URL file = files.nextElement();
            String path = file.getPath().substring(1);
            String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
            try {
                Class<?> own = bundle.loadClass(name);
                if (loader == null && !DONE.add(own.getClassLoader())) {
                    return;
                }
                loader = own.getClassLoader();
                classes.readMentioned(file);
            } catch (ClassNotFoundException | LinkageError | IOException e) {
                // one that needs an optional package: whoever uses it finds out
            }
        }
        if (loader != null) {
            classes.load(loader);
        }
    }

    /** By {@code Class.forName}, so that the virtual machine itself remembers that this loader has them. */
    private void load(ClassLoader loader) {
        for (String name : names) {
            try {
                Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError e) {
                // of an optional package; or no name of a class at all
            }
        }
    }

    /** JVMS 4.4: names of classes stand in the constants as they are, or within descriptors. */
    private void readMentioned(URL file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(file.openStream()))) {
            if (in.readInt() != MAGIC) {
                return;
            }
            in.skipNBytes(HEADER_BYTES);
            int constants = in.readUnsignedShort();
            Set<Integer> classes = new HashSet<>();
            String[] texts = new String[constants];
            for (int i = 1; i < constants; i++) {
                int tag = in.readUnsignedByte();
                if (tag == UTF8) {
                    texts[i] = in.readUTF();
                } else if (tag == 7) { // CONSTANT_Class
                    classes.add(in.readUnsignedShort());
                } else {
                    in.skipNBytes(size(tag));
                    i += tag == 5 || tag == 6 ? 1 : 0; // long and double take two places
                }
            }
            for (int i = 1; i < constants; i++) {
                note(texts[i], classes.contains(i));
            }
        }
    }

    private void note(String text, boolean isClass) {
        if (text == null) {
            return;
        }
        if (isClass && !text.startsWith("[")) {
            names.add(text.replace('/', '.'));
            return;
        }
        Matcher mentioned = MENTIONED.matcher(text);
        while (mentioned.find()) {
            names.add(mentioned.group(1).replace('/', '.'));
        }
    }

    /** JVMS 4.4, table 4.4-B: the bytes of a constant after its tag. */
    private static int size(int tag) throws IOException {
        return switch (tag) {
            case 8, 16, 19, 20 -> 2; // String, MethodType, Module, Package
            case 15 -> 3; // MethodHandle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // Integer, Float, references, NameAndType, Dynamic, InvokeDynamic
            case 5, 6 -> 8; // Long, Double
            default -> throw new IOException("constant of an unknown kind " + tag);
        };
    }
}
