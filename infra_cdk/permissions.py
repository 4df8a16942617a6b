"""Names for the sets of actions that functions are granted; each is as small as its use."""

READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
# TransactWriteItems is authorized by the single actions that it carries out.
WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:ConditionCheckItem",
)
BATCH_WRITE = ("dynamodb:BatchWriteItem",)

READ_OBJECT = ("s3:GetObject",)
WRITE_OBJECT = ("s3:PutObject",)
MULTIPART = ("s3:PutObject", "s3:AbortMultipartUpload")

ANSWER_MACHINE = ("states:SendTaskSuccess", "states:SendTaskFailure")
START_MACHINE = ("states:StartExecution",)
READ_SECRET = ("secretsmanager:GetSecretValue",)
PUSH_TO_SOCKETS = ("execute-api:ManageConnections",)
