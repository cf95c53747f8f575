// Takes the example and the dependency from README.md, so that what people copy is what is built here.
String readme = new File(root, 'README.md').getText('UTF-8')
int start = readme.indexOf('\n## Ten lines\n')
assert start >= 0 : 'README.md has no section "Ten lines"'
String section = readme.substring(start)
def block = { String language ->
    def found = section =~ '(?s)```' + language + '\n(.*?)```'
    assert found.find() : "no $language in README.md's section \"Ten lines\""
    found.group(1)
}

File sources = new File(basedir, 'src/main/java')
sources.mkdirs()
new File(sources, 'TenLines.java').setText("""\
import io.facecloak.FaceCloak;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

final class TenLines {

    static BufferedImage run(BufferedImage photo) throws IOException {
${block('java')}
        return quick;
    }
}
""", 'UTF-8')

File pom = new File(basedir, 'pom.xml')
String marker = '<!-- README: the dependency -->'
assert pom.text.contains(marker)
pom.setText(pom.getText('UTF-8').replace(marker, block('xml')), 'UTF-8')

File demo = new File(root, 'facecloak-examples/demo')
new File(basedir, 'me.jpg').bytes = new File(demo, 'seed.jpg').bytes
new File(basedir, 'party.jpg').bytes = new File(demo, 'photos/photo-1.jpg').bytes
return true
