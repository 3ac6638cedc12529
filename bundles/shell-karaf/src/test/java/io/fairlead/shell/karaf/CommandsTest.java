// SPDX-License-Identifier: Apache-2.0
package io.fairlead.shell.karaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.shell.Operations;
import io.fairlead.shell.karaf.vfs.ListCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command of this bundle as Karaf reads it, and the roles that the feature gives. */
class CommandsTest {
    private static final List<String> FAIRLEAD = List.of(
            "bans",
            "disconnect",
            "drain",
            "exports",
            "locks",
            "opens",
            "servers",
            "sessions",
            "status",
            "storages",
            "unban",
            "user-add",
            "user-passwd");
    private static final List<String> VFS = List.of("cat", "cp", "ls", "rm", "stat");

    private final List<String> calls = new ArrayList<>();
    private final Operations operations = fake(Operations.class);

    static List<Class<?>> actions() throws Exception {
        Path classes = Path.of(KarafCommands.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> actions = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replaceAll("\\.class$", "");
                Class<?> type = Class.forName(name.replace('/', '.').replace('\\', '.'));
                if (Action.class.isAssignableFrom(type)) {
                    actions.add(type);
                }
            }
        }
        return actions;
    }

    @Test
    void everyCommandIsThere() throws Exception {
        assertThat(names("fairlead")).containsExactlyElementsOf(FAIRLEAD);
        assertThat(names("vfs")).containsExactlyElementsOf(VFS);
    }

    private static List<String> names(String scope) throws Exception {
        return actions().stream()
                .map(type -> type.getAnnotation(Command.class))
                .filter(command -> command.scope().equals(scope))
                .map(Command::name)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("actions")
    void helpSaysWhatItDoesAndWhatItTakes(Class<?> action) {
        assertThat(action).hasAnnotation(Service.class);
        assertThat(action.getAnnotation(Command.class).description()).isNotBlank();
        for (Field field : action.getDeclaredFields()) {
            Argument argument = field.getAnnotation(Argument.class);
            if (argument != null) {
                assertThat(argument.description()).isNotBlank();
                boolean free = argument.name().equals("OPTION") || action == AddUserCommand.class;
                assertThat(free || field.isAnnotationPresent(Completion.class)).isTrue();
            }
            if (field.isAnnotationPresent(Option.class)) {
                assertThat(field.getAnnotation(Option.class).description()).isNotBlank();
            }
        }
    }

    /** A command without a line would be everybody's. */
    @ParameterizedTest
    @MethodSource("actions")
    void everyCommandIsSomebodys(Class<?> action) throws Exception {
        Command command = action.getAnnotation(Command.class);
        Map<String, String> roles = acl(command.scope());
        assertThat(roles).containsKey(command.name());
        assertThat(roles.get(command.name()).split(", ")).contains("admin").isSubsetOf("viewer", "manager", "admin");
    }

    @Test
    void aclsNameNoOtherCommand() throws Exception {
        assertThat(acl("fairlead").keySet()).containsExactlyElementsOf(FAIRLEAD);
        assertThat(acl("vfs").keySet()).containsExactlyElementsOf(VFS);
        assertThat(acl("vfs").values()).containsOnly("admin");
    }

    private static Map<String, String> acl(String scope) throws IOException {
        String features = Files.readString(Path.of("../../features/karaf/src/main/feature/feature.xml"));
        Matcher file = Pattern.compile(
                        "<config name=\"org\\.apache\\.karaf\\.command\\.acl\\." + scope + "\">(.*?)</config>",
                        Pattern.DOTALL)
                .matcher(features);
        assertThat(file.find()).isTrue();
        Properties properties = new Properties();
        properties.load(new StringReader(file.group(1)));
        Map<String, String> roles = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> roles.put(name, properties.getProperty(name)));
        return roles;
    }

    @Test
    void commandsPrintWhatTheOperationsSay() throws Exception {
        var disconnect = new DisconnectCommand();
        disconnect.operations = operations;
        disconnect.server = "ftp/a";
        disconnect.session = "7";
        assertThat(printed(disconnect)).isEqualTo("disconnect[ftp/a, 7]");
        var opens = new OpensCommand();
        opens.operations = operations;
        assertThat(printed(opens)).isEqualTo("opens[null]");
    }

    @Test
    void aPasswordIsAskedFor() throws Exception {
        var add = new AddUserCommand();
        add.operations = operations;
        add.user = "bob";
        add.options = List.of("home=/x", "rights=read");
        add.session = fake(Session.class);
        assertThat(printed(add)).isEqualTo("addUser[null, bob, secret, home=/x rights=read]");
        assertThat(calls).containsSubsequence("readLine[New password of bob: , \0]", "readLine[Again: , \0]");
    }

    @Test
    void withoutCommonsVfsTheCommandsSayWhatIsMissing() {
        assertThatThrownBy(() -> new ListCommand().execute()).hasMessageContaining("fairlead-vfs");
    }

    private <T> T fake(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    String call = method.getName() + text(given);
                    calls.add(call);
                    if (method.getName().equals("getTerminal")) {
                        return fake(Terminal.class);
                    }
                    return method.getName().equals("readLine") ? "secret" : call;
                }));
    }

    private static String text(Object... given) {
        Object[] shown = given == null ? new Object[0] : given.clone();
        for (int i = 0; i < shown.length; i++) {
            shown[i] = shown[i] instanceof char[] password ? new String(password) : shown[i];
        }
        return Arrays.toString(shown);
    }

    private static String printed(Action action) throws Exception {
        PrintStream before = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.execute();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
