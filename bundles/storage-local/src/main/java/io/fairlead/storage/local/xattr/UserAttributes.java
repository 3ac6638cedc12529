// SPDX-License-Identifier: Apache-2.0
package io.fairlead.storage.local.xattr;

import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The {@code user.*} attributes of one file or directory, by path; a link at its end is not followed. */
public final class UserAttributes {
    /** Starts the names of what is ours; nobody else reads or sets those through us. */
    public static final String OURS = "fairlead.";

    private static final int USUAL_BYTES = 128; // of what is ours, at most
    private static final int LONGEST_NAME = 255 - "user.".length(); // XATTR_NAME_MAX
    /** What the JDK puts for bytes that it can't decode. */
    private static final char REPLACEMENT = '\uFFFD';

    private final UserDefinedFileAttributeView view;

    public UserAttributes(Path file) {
        view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a file can have some: tried out on one that exists, and left as it was. */
    public static boolean work(Path file, boolean toBeSet) {
        try {
            UserAttributes tried = new UserAttributes(file);
            tried.names();
            if (toBeSet) {
                tried.put(OURS + "probe", new byte[] {1});
                tried.remove(OURS + "probe");
            }
            return true;
        } catch (IOException | RuntimeException none) {
            return false;
        }
    }

    private List<String> names() throws IOException {
        return view.list();
    }

    /** One of ours; null if it is not there. */
    public byte[] ours(String name) throws IOException {
        if (!names().contains(name)) { // a missing one would cost an exception
            return null;
        }
        ByteBuffer value = ByteBuffer.allocate(USUAL_BYTES); // each look opens the file: one less without its size
        try {
            view.read(name, value);
        } catch (FileSystemException larger) {
            return value(name);
        }
        return Arrays.copyOf(value.array(), value.position());
    }

    public boolean has(String name) throws IOException {
        return names().contains(name);
    }

    private byte[] value(String name) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        view.read(name, value);
        return value.flip().remaining() == value.capacity()
                ? value.array()
                : Arrays.copyOf(value.array(), value.limit());
    }

    /** Sets one; null removes it. */
    public void set(String name, byte[] value) throws IOException {
        if (value != null) {
            put(name, value);
        } else if (has(name)) {
            remove(name);
        }
    }

    private void put(String name, byte[] value) throws IOException {
        view.write(name, ByteBuffer.wrap(value));
    }

    private void remove(String name) throws IOException {
        view.delete(name);
    }

    /** All that are not ours; a name that is no text is left out. */
    public Map<String, byte[]> others() throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (String name : names()) {
            if (!isOurs(name) && name.indexOf(REPLACEMENT) < 0) {
                found.put(name, value(name));
            }
        }
        return found;
    }

    /** One that is not ours; null if it is not there. */
    public byte[] other(String name) throws IOException {
        for (String present : names()) {
            if (present.equalsIgnoreCase(name) && !isOurs(present)) {
                return value(present);
            }
        }
        return null;
    }

    private static boolean isOurs(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(OURS);
    }

    /**
     * As {@link Xattrs#set}. The platform sets one at a time: what a failure leaves half done is taken back, and a crash
     * leaves it so.
     */
    public void change(Map<String, byte[]> changes) throws IOException {
        Map<String, byte[]> before = others();
        Map<String, byte[]> after = new HashMap<>(before);
        Map<String, byte[]> steps = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> change : changes.entrySet()) {
            String name = known(after, checked(change.getKey()));
            steps.put(name, change.getValue());
            if (change.getValue() == null) {
                after.remove(name);
            } else {
                after.put(name, change.getValue());
            }
        }
        if (Xattrs.bytes(after) > Xattrs.LARGEST_BYTES) {
            throw new StorageException(Reason.NO_SPACE, "too many extended attributes");
        }
        apply(steps, before);
    }

    private static String checked(String name) throws StorageException {
        Xattrs.checkName(name);
        if (isOurs(name)) {
            throw new StorageException(Reason.ACCESS_DENIED, OURS + "* is reserved");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new StorageException(Reason.NO_SPACE, "a name longer than the file system takes");
        }
        return name;
    }

    /** The name with the letters that it has already. */
    private static String known(Map<String, byte[]> present, String name) {
        return present.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
    }

    private void apply(Map<String, byte[]> steps, Map<String, byte[]> before) throws IOException {
        List<String> done = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> step : steps.entrySet()) {
                done.add(step.getKey());
                set(step.getKey(), step.getValue());
            }
        } catch (IOException x) {
            for (String name : done) {
                takeBack(name, before.get(name), x);
            }
            throw x;
        }
    }

    private void takeBack(String name, byte[] value, IOException why) {
        try {
            set(name, value);
        } catch (IOException again) {
            why.addSuppressed(again);
        }
    }

    /** Gives another file the same. */
    public void copyTo(Path target) throws IOException {
        UserAttributes there = new UserAttributes(target);
        for (String name : names()) {
            there.put(name, value(name));
        }
    }
}
