FaceCloak for Java
Copyright 2026 The FaceCloak developers

Licensed under the Apache License, Version 2.0; see LICENSE.

Method: "Personalized Face Privacy Protection From a Single Image", the paper whose three stages this library implements.

Models in facecloak-onnx (io/facecloak/onnx/bundled) were trained by this project. They hold no weights of others, but were distilled
from public models and from pictures with terms of their own: training/README.md says which, and what that means for
commercial use.

facecloak-heif uses libheif (LGPL-3.0-or-later) where the user's system has it: loaded at run time, part of no artifact of this project.

Libraries that are needed at run time. None of them is part of the published jars; the runnable file
facecloak.jar of facecloak-app contains those that it needs. "or" means that the user chooses.

<#assign lines = []>
<#list dependencyMap as entry>
<#assign project = entry.getKey()>
<#assign line = project.groupId + ":" + project.artifactId + " - " + entry.getValue()?join(" or ")>
<#if !lines?seq_contains(line)><#assign lines = lines + [line]></#if>
</#list>
<#list lines?sort as line>
${line}
</#list>

Native code in some of them: com.microsoft.onnxruntime:onnxruntime lists what it contains in its ThirdPartyNotices.txt. Those below org.nd4j come with
facecloak-nd4j alone, which is in no other jar; its backends, which users choose, carry OpenBLAS (BSD-3-Clause), oneDNN (Apache-2.0) and run-time
libraries of GCC (GPL-3.0-or-later with the GCC Runtime Library Exception).
